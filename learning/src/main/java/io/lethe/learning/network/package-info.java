// SPDX-License-Identifier: Apache-2.0
/**
 * Writes the graph of a network: layers with their own gradients, loss, optimizer and signatures.
 */
@NullMarked
package io.lethe.learning.network;

import org.jspecify.annotations.NullMarked;
