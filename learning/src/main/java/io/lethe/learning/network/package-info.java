/**
 * Writes the graph of a network: layers with their own gradients, loss, optimizer and signatures.
 */
package io.lethe.learning.network;
