/** The paper's evaluation run again: a resumable grid of cells, Table 1, Figures 4 and 5. */
package io.lethe.cli.reproduce;
