/** The subcommands, one class each. */
package io.lethe.cli.command;
