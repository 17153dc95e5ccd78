/** The unlearning worker: takes a job, makes the model forget, and publishes what came of it. */
package io.lethe.worker;
