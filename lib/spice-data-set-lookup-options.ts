/** Options of `SpiceDataSet.fromLookup`. */
export interface SpiceDataSetLookupOptions {
  /**
   * The data set's name, as QuickSight shows it. Exactly one data set of the account and region must have it. 1 to 128
   * characters.
   *
   * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDataSet.html
   */
  readonly name: string;
}
