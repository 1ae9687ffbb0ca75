// What is loaded once the lesson is on the screen: the cluster, kubectl, the shell, the whole course.
export { openTutorial } from '../hosts/tutorial/open-tutorial.js';
export { loadCourse } from './course-files.js';
