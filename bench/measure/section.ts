/** One part of the bench. */
export interface Section {
  /** For people. */
  readonly text: string;
  /** For docs/performance.md; by default the text as it is. */
  readonly markdown?: string;
  /** For machines: the same figures by name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Rules that must never break and did; a goal that is missed is not one of them. */
  readonly breaches: readonly string[];
}
