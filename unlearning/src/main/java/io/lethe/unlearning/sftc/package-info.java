/**
 * SFTC: selective fine-tuning and targeted confusion (EICC 2024), its loss and its biased random
 * generator.
 */
package io.lethe.unlearning.sftc;
