// SPDX-License-Identifier: Apache-2.0
/**
 * One cell of the reproduction: an algorithm with its hyper-parameters and seed, its epochs and
 * where it is kept.
 */
@NullMarked
package io.lethe.cli.reproduce.cell;

import org.jspecify.annotations.NullMarked;
