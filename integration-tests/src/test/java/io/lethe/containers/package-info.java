// SPDX-License-Identifier: Apache-2.0
/** The services as their own images, against real Kafka, schema registry and S3 containers. */
package io.lethe.containers;
