// SPDX-License-Identifier: Apache-2.0
/** What the verifier knows of jobs and models, read from the topics from their beginning. */
@NullMarked
package io.lethe.verifier.view;

import org.jspecify.annotations.NullMarked;
