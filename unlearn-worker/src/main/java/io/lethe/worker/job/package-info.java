/**
 * One job from order to candidate: fetch and check what it names, unlearn, store, and say honestly
 * how it ended.
 */
package io.lethe.worker.job;
