/** The command that makes keys. */
package io.lethe.cli.keys;
