/**
 * Jobs in, candidates out: the consumer loop that keeps its partitions while training runs
 * elsewhere.
 */
package io.lethe.worker.loop;
