/** Tables, panels and numbers as the reproduction writes them. */
package io.lethe.cli.reproduce.table;
