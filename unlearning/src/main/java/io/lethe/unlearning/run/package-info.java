/** The algorithms by name, and one run of one of them. */
package io.lethe.unlearning.run;
