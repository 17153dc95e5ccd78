// SPDX-License-Identifier: Apache-2.0
/**
 * Who asked to be called back is told when what a requester sees of the request changes: what is
 * still to be told is kept by the topology, and sent beside it.
 */
@NullMarked
package io.lethe.ingest.callback;

import org.jspecify.annotations.NullMarked;
