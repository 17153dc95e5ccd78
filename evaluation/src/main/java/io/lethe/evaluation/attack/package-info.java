/** Membership inference: attackers that try to tell what a model was trained on. */
package io.lethe.evaluation.attack;
