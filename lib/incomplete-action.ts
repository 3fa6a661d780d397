/** What `RefreshWhen.all` does when the time is over and a landing event is still missing. */
export enum IncompleteAction {
  /** Refresh with what there is. The outcome events of the refresh name the landing events that were missing. */
  REFRESH = 'refresh',

  /**
   * Keep waiting, and report it once: `SPICE Refresh Deferred` names the landing events that are missing. The refresh
   * starts when they have occurred, or when a person asks for it (`refresh`, or a request event).
   */
  WAIT = 'wait',
}
