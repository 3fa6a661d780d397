export * from './access';
export * from './data-set-refresh';
export * from './ingestion';
export * from './ingestion-quota';
export * from './landing-event';
export * from './refresh-when';
export * from './spice-data-set';
export * from './spice-refresh';
