import type { Tool } from './tools/machine';

/** Software that others wrote, and that judges what we made. */
export interface Judge {
  /** As it is named on the command line and in the report. */
  readonly name: string;
  /** What must be on the machine: without it the judge is skipped. */
  readonly needs: readonly Tool[];
  /** @throws if it cannot judge, which is a failure as well */
  judge(options: JudgeOptions): Promise<Verdict>;
}

export interface JudgeOptions {
  /** Where random inputs begin. */
  readonly seed: number;
}

export interface Verdict {
  /** What was judged, in figures. */
  readonly figures: string;
  /** What is wrong, each with what it takes to look into it; none if all is well. */
  readonly findings: readonly string[];
}
