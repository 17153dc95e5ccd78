// SPDX-License-Identifier: Apache-2.0
/** The plain consumer that writes forget sets: the topology itself does no I/O. */
@NullMarked
package io.lethe.ingest.writer;

import org.jspecify.annotations.NullMarked;
