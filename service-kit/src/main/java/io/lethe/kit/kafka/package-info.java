/** Settings of Kafka clients, and the provisioning of topics. */
package io.lethe.kit.kafka;
