// SPDX-License-Identifier: Apache-2.0
/** Settings of Kafka clients, and the provisioning of topics. */
@NullMarked
package io.lethe.kit.kafka;

import org.jspecify.annotations.NullMarked;
