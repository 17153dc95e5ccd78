/** The contract of Lethe: Avro records that cross topics. */
package io.lethe.schemas;
