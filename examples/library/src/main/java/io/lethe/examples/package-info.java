/** Lethe's science as a library. */
package io.lethe.examples;
