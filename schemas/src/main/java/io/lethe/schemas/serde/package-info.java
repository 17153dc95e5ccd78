/** Avro values in the Confluent wire format, readable by any peer that speaks it. */
package io.lethe.schemas.serde;
