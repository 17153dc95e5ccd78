/** What a person sees: lines, progress bars and tables. */
package io.lethe.cli.console;
