/** A job that is due at a time. */
interface Job {
  readonly at: number;
  /** Jobs of the same time run in the order they were scheduled. */
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * Time that passes only when there is nothing left to do now: a day takes as long as the work in it.
 *
 * Whatever waits for something, waits for this clock; between two jobs every promise that can be settled is.
 */
export class VirtualClock {
  private readonly heap: Job[] = [];
  private order = 0;
  private outside = 0;

  /** @param now epoch milliseconds at which it starts */
  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  /** Runs a job at a time, in whole milliseconds; one that has passed is now. What it answers cancels the job. */
  at(time: number, run: () => void): () => void {
    const job: Job = { at: Math.max(Math.ceil(time), this.time), order: this.order++, run, cancelled: false };
    push(this.heap, job);
    return () => {
      job.cancelled = true;
    };
  }

  /** A promise that is kept after so many milliseconds. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.time + milliseconds, resolve);
    });
  }

  /** Waits for something, and no longer than so many milliseconds. @throws if it takes longer */
  within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.at(this.time + milliseconds, () => reject(new Error(`no answer within ${milliseconds} ms`)));
      work.finally(cancel).then(resolve, reject);
    });
  }

  /** Lets something happen in real time while virtual time stands still. */
  async standStill<T>(work: Promise<T>): Promise<T> {
    this.outside++;
    try {
      return await work;
    } finally {
      this.outside--;
    }
  }

  /** Lets time pass up to and including `until`, or until nothing is left to happen. */
  async run(until = Number.POSITIVE_INFINITY): Promise<void> {
    await this.settle();
    for (let job = this.heap[0]; job && job.at <= until; job = this.heap[0]) {
      pop(this.heap);
      if (job.cancelled) {
        continue;
      }
      this.time = job.at;
      job.run();
      await this.settle();
    }
    if (Number.isFinite(until)) {
      this.time = Math.max(this.time, until);
    }
  }

  private async settle(): Promise<void> {
    do {
      await new Promise(setImmediate);
    } while (this.outside > 0);
  }
}

const before = (a: Job, b: Job): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap: with thousands of messages in flight, sorting would cost more than everything else. */
function push(heap: Job[], job: Job): void {
  let at = heap.length;
  heap.push(job);
  for (let parent = (at - 1) >> 1; at > 0 && before(job, heap[parent] as Job); parent = (at - 1) >> 1) {
    heap[at] = heap[parent] as Job;
    heap[parent] = job;
    at = parent;
  }
}

function pop(heap: Job[]): void {
  const last = heap.pop() as Job;
  if (heap.length === 0) {
    return;
  }
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) {
      break;
    }
    if (child + 1 < heap.length && before(heap[child + 1] as Job, heap[child] as Job)) {
      child++;
    }
    if (!before(heap[child] as Job, last)) {
      break;
    }
    heap[at] = heap[child] as Job;
    at = child;
  }
  heap[at] = last;
}
