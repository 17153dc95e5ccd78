/** Puts a model's outputs, the sample plan and the attackers together into measurements. */
package io.lethe.evaluation.measure;
