/** What the verifier knows of jobs and models, read from the topics from their beginning. */
package io.lethe.verifier.view;
