/** What the template of a plan calls its one data set, and the events of its landings. */
export const PLAN_DATA_SET = 'planned-data-set';
export const PLAN_SOURCE = 'simulator';
export const PLAN_DETAIL_TYPE = 'Data Landed';
