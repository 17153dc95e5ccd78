/** Measurements of this machine, to be compared as ratios within one quiet run. */
package io.lethe.cli.bench;
