/** Training, unlearning and evaluation without a pipeline. */
package io.lethe.cli.offline;
