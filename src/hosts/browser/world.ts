// What is loaded once the lesson is on the screen: the cluster, kubectl, the shell.
import './set-immediate.js';

export { openTutorial } from '../tutorial/open-tutorial.js';
