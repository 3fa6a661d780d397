import {
  CreateIngestionCommand,
  DescribeIngestionCommand,
  QuickSightClient,
  TagResourceCommand,
} from '@aws-sdk/client-quicksight';

/** One attempt: every call is one that QuickSight counts, or does not. */
const client = new QuickSightClient({ maxAttempts: 1 });
const AwsAccountId = process.env.ACCOUNT;
/** Ingestions of a data set in 24 hours. */
const ENTERPRISE_QUOTA = 32;
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
let calls = 0;

/** A CreateIngestion with a fresh id, or with the one that is given: `accepted`, or the error's name and resource type. */
async function create(DataSetId, IngestionId = `probe-${Date.now()}-${calls++}`) {
  try {
    await client.send(
      new CreateIngestionCommand({ AwsAccountId, DataSetId, IngestionId, IngestionType: 'FULL_REFRESH' }),
    );
    return { id: IngestionId, answer: 'accepted' };
  } catch ({ name, ResourceType }) {
    return { id: IngestionId, answer: name, ...(ResourceType && { resourceType: ResourceType }) };
  }
}

async function described(DataSetId, IngestionId) {
  const { Ingestion } = await client.send(new DescribeIngestionCommand({ AwsAccountId, DataSetId, IngestionId }));
  return Ingestion;
}

/** Waits until an ingestion is over. */
async function ended(dataSetId, id) {
  for (;;) {
    const ingestion = await described(dataSetId, id);
    if (['COMPLETED', 'FAILED', 'CANCELLED'].includes(ingestion.IngestionStatus)) {
      return ingestion;
    }
    await pause(5);
  }
}

const QUESTIONS = {
  /** Is the tag evaluated? The role may refresh data sets that carry it, and no others. */
  async tag({ tagged, untagged }) {
    const allowed = await create(tagged);
    const denied = await create(untagged);
    return { allowed: allowed.answer, denied: denied.answer };
  },
  /** What becomes of a second ingestion while one runs? */
  async whileActive({ tagged }) {
    const first = await create(tagged);
    const second = await create(tagged);
    const firstEnded = await ended(tagged, first.id);
    const secondEnded = second.answer === 'accepted' ? await ended(tagged, second.id) : undefined;
    return {
      first: firstEnded.IngestionStatus,
      firstError: firstEnded.ErrorInfo?.Type ?? 'none',
      second: secondEnded?.IngestionStatus ?? second.answer,
    };
  },
  /** Is a fresh id refused as one that exists while another ingestion runs, and if so, does an ingestion have it then? */
  async freshId({ tagged }) {
    const running = await create(tagged);
    const { id, answer } = await create(tagged);
    const known = await described(tagged, id).then(
      () => 'and an ingestion has this id',
      ({ name }) => (name === 'ResourceNotFoundException' ? 'and none has this id' : name),
    );
    await ended(tagged, running.id);
    return { fresh: answer === 'ResourceExistsException' ? `refused, ${known}` : answer };
  },
  /** Is an id used up for good? */
  async usedId({ tagged }) {
    const first = await create(tagged);
    await ended(tagged, first.id);
    return { again: (await create(tagged, first.id)).answer };
  },
  /** How long do ingestions of three rows say that they took? */
  async tiny({ tagged }) {
    const seconds = [];
    for (let ingestion = 0; ingestion < 3; ingestion++) {
      const { id } = await create(tagged);
      seconds.push((await ended(tagged, id)).IngestionTimeInSeconds);
    }
    return { seconds: seconds.join() };
  },
  /** Do calls count that were denied? Then a data set that was denied 40 times has none left once it is tagged. */
  async denied({ untagged, arn }) {
    for (let i = 0; i < 40; i++) {
      await create(untagged);
    }
    await client.send(new TagResourceCommand({ ResourceArn: arn, Tags: [{ Key: 'spice-refresh', Value: 'allowed' }] }));
    await pause(60);
    return { afterwards: (await create(untagged)).answer };
  },
  /** Do calls count that were throttled? Many at once, and then one after the other until the day is used up. */
  async throttled({ burst }) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => create(burst)));
    for (let call = 0; call < 60 && !answers.some(({ answer }) => answer === 'LimitExceededException'); call++) {
      await pause(5);
      answers.push(await create(burst));
    }
    const count = (kind) => answers.filter(({ answer }) => answer === kind).length;
    const [accepted, throttled] = [count('accepted'), count('ThrottlingException')];
    return {
      counts: throttled === 0 ? 'none was throttled' : accepted < ENTERPRISE_QUOTA ? 'yes' : 'no',
      accepted,
      throttled,
    };
  },
  /** The last question: it uses up the day. */
  async quota({ tagged }) {
    for (let call = 1; call <= 40; call++) {
      const { id, answer, resourceType } = await create(tagged);
      if (answer !== 'accepted') {
        return { answer, resourceType: resourceType ?? 'none' };
      }
      await ended(tagged, id);
    }
    return { answer: 'none', resourceType: 'none' };
  },
};

export const handler = ({ question, ...given }) => QUESTIONS[question](given);
