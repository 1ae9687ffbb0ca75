import { apiError } from '../../kube/api-error.js';

/** Between two lessons there is no cluster. */
export const NOT_THERE = apiError('ServiceUnavailable', 'the cluster is being prepared; try again in a moment').status;
