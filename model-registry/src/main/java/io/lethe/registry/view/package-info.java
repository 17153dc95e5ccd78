/** What follows committed model events outside the topology: the follower and the read model. */
package io.lethe.registry.view;
