// SPDX-License-Identifier: Apache-2.0
/**
 * The intake step: decodes, validates and replaces the subject's id by its key, or writes a dead
 * letter.
 */
@NullMarked
package io.lethe.ingest.intake;

import org.jspecify.annotations.NullMarked;
