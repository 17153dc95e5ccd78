/** A one-node Kafka broker inside this process, for the demo, {@code lethe up} and tests. */
package io.lethe.cli.broker;
