// SPDX-License-Identifier: Apache-2.0
/** Avro values in the Confluent wire format, readable by any peer that speaks it. */
@NullMarked
package io.lethe.schemas.serde;

import org.jspecify.annotations.NullMarked;
