import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { ManyDataSets, SILENT } from '../../support/many-data-sets';

const numberOf = (resource: string): number => Number(/data-set-(\d+)/.exec(resource)?.[1]);

jest.setTimeout(120_000);

describe("calls that hang take no other data set's time", () => {
  test.each([1, 2, 5])(
    '100 data sets are in time while the event bus is silent for an hour, %d pollers',
    async (pollers) => {
      const many = new ManyDataSets({
        count: 100,
        pollers,
        effect: (world) => async (name, perform) => {
          if (name === 'publish' && many.elapsed < HOUR) {
            await world.clock.sleep(SILENT);
          }
          return perform();
        },
      });
      many.land();
      await many.run(HOUR);
      expect(many.killed).toBe(0);
      expect(many.deadLetters).toEqual([]);
      expect(Math.max(...many.lags())).toBeLessThan(10);
      await many.run(HOUR);
      const told = many.world.occurrences.flatMap((each) => (each.what === 'outcome' ? [each.outcome] : []));
      const succeeded = told.filter(({ detailType }) => detailType === 'SPICE Refresh Succeeded');
      expect(new Set(succeeded.map((outcome) => outcome.dataSetArn)).size).toBe(100);
      expect([...many.world.ledger.values()].filter(({ outbox }) => outbox)).toEqual([]);
      expect(many.audit).toMatchObject({ covered: 100, lost: 0, reported: 0, ingestions: 100 });
    },
  );

  test.each([1, 2, 5])(
    '100 healthy data sets are in time beside 200 whose DescribeIngestion is silent, %d pollers',
    async (pollers) => {
      const isSilent = (at: number): boolean => at % 3 !== 0;
      const many = new ManyDataSets({
        count: 300,
        pollers,
        effect: (world) => async (name, perform, resource) => {
          if (name === 'describe' && many.elapsed < 2 * HOUR && isSilent(numberOf(resource))) {
            await world.clock.sleep(SILENT);
          }
          return perform();
        },
      });
      for (let landing = 0; landing < 4; landing++) {
        many.land();
        await many.run(30 * MINUTE);
      }
      expect(many.killed).toBe(0);
      expect(many.deadLetters).toEqual([]);
      expect(Math.max(...many.lags((at) => !isSilent(at)))).toBeLessThan(10);
      await many.run(2 * HOUR);
      expect(many.audit).toMatchObject({ covered: 1_200, lost: 0, reported: 0 });
    },
  );

  test.each([1, 5])(
    '1,000 data sets are covered although their CreateIngestion takes 10 s for an hour, %d pollers',
    async (pollers) => {
      const many = new ManyDataSets({
        count: 1_000,
        pollers,
        effect: (world) => async (name, perform) => {
          if (name === 'create' && many.elapsed < HOUR) {
            await world.clock.sleep(10 * SECOND);
          }
          return perform();
        },
      });
      many.land();
      await many.run(2 * HOUR);
      expect(many.killed).toBe(0);
      expect(many.deadLetters).toEqual([]);
      expect(many.audit).toMatchObject({ covered: 1_000, lost: 0, reported: 0, ingestions: 1_000 });
      expect(Math.max(...many.lags())).toBeLessThan(30);
      const left = many.world.occurrences.filter(({ what }) => what === 'ranOutOfTime');
      expect(left.length).toBeGreaterThan(0);
      expect(left).toEqual(left.map(() => expect.objectContaining({ givenBack: 0 })));
    },
  );

  test('everything is silent for ten minutes: what comes back is refreshed, whatever was given back', async () => {
    const many = new ManyDataSets({
      count: 100,
      effect: (world) => async (_name, perform) => {
        if (many.elapsed < 10 * MINUTE) {
          await world.clock.sleep(SILENT);
        }
        return perform();
      },
    });
    many.land();
    await many.run(HOUR);
    expect(many.killed).toBe(0);
    expect(many.deadLetters).toEqual([]);
    expect(many.audit).toMatchObject({ covered: 100, lost: 0, reported: 0, ingestions: 100 });
  });
});
