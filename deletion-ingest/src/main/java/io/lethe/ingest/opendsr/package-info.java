// SPDX-License-Identifier: Apache-2.0
/** The intake as a processor of OpenDSR: requests in its words, and what they are answered. */
@NullMarked
package io.lethe.ingest.opendsr;

import org.jspecify.annotations.NullMarked;
