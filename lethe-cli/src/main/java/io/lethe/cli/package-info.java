/** The {@code lethe} command: parse, run, exit code. */
package io.lethe.cli;
