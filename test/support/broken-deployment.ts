import type { Deployment } from '../../sim/template/deployment';

/** A deployment with one thing in it changed, which must be there to be changed. */
export function changed(deployment: Deployment, from: string | RegExp, to: string): Deployment {
  const text = JSON.stringify(deployment);
  const other = text.replace(from, to);
  expect(other).not.toBe(text);
  return { ...JSON.parse(other), physicalName: deployment.physicalName };
}
