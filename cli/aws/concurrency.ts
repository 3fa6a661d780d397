/** No rate of QuickSight's is documented but that of `ListIngestions`: this many calls side by side. */
const SIDE_BY_SIDE = 5;

/** `ListIngestions`: 5 calls a second for a user. Milliseconds between two. */
export const LIST_INGESTIONS_GAP = 200;

/** Does something with each item, a few at a time, and answers in their order. */
export async function eachOf<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      answers[at] = await work(items[at] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, items.length) }, worker));
  return answers;
}

/** Lets calls go no closer to each other than a gap. */
export class Gate {
  private opensAt = 0;

  constructor(
    private readonly gap: number,
    private readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> },
  ) {}

  async pass(): Promise<void> {
    const now = this.clock.now();
    const at = Math.max(now, this.opensAt);
    this.opensAt = at + this.gap;
    if (at > now) {
      await this.clock.sleep(at - now);
    }
  }
}
