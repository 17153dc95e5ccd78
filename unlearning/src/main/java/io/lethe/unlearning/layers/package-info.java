/** CF-k and EU-k: only the last k blocks are trained, from where they are or from scratch. */
package io.lethe.unlearning.layers;
