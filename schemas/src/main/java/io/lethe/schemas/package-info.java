// SPDX-License-Identifier: Apache-2.0
/** The contract of Lethe: Avro records that cross topics. */
@NullMarked
package io.lethe.schemas;

import org.jspecify.annotations.NullMarked;
