/** What every part of the learning room shares: how long work reports its progress. */
package io.lethe.learning;
