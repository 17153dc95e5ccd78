/** Options that several commands share. */
package io.lethe.cli.option;
