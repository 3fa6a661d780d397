import { App } from 'aws-cdk-lib';
import { landingPath } from './landing-path';
import { quickSightAnswers } from './quick-sight-answers';

/** Everything that only AWS can say. */
export function integApp(app = new App()): App {
  landingPath(app);
  quickSightAnswers(app);
  return app;
}

if (require.main === module) {
  integApp();
}
