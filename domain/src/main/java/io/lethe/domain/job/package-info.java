/** The identity of an unlearning job. */
package io.lethe.domain.job;
