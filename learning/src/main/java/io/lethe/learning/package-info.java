/** What every part of the learning module shares: how long work reports its progress. */
package io.lethe.learning;
